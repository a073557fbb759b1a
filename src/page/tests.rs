use huashu_model::language::Language;
use huashu_model::text::Span;

use super::*;

fn page() -> Page {
    let row = |day: &str, mean: Option<f64>, quote: &str| {
        vec![
            Cell::words(day),
            Cell::known(mean, Cell::Decimal),
            Cell::Count(1),
            Cell::Line(1..3),
            Cell::Quote(Quote::new(quote, Some(Span::new(0, 3)))),
        ]
    };
    Page {
        title: "每日 <b>".to_owned(),
        language: Language::Chinese,
        facts: vec![("会话".to_owned(), "2 | 3".to_owned())],
        notes: vec!["不可直接比较".to_owned()],
        charts: vec![Chart { title: "均分".to_owned(), table: 0, column: 1, breaks: vec![1] }],
        tables: vec![Table {
            title: "每天".to_owned(),
            columns: ["天", "均分", "发现", "走势", "原话"].map(str::to_owned).to_vec(),
            rows: vec![row("=1+1", Some(98.5), "好<script>"), row("007", None, "行\u{202e}吗")],
            note: None,
        }],
    }
}

#[test]
fn what_is_said_is_never_markup() {
    let html = html(&page());
    assert!(html.contains("<mark>好</mark>&lt;script&gt;") && !html.contains("<script"), "{html}");
    assert!(html.contains("每日 &lt;b&gt;") && !html.contains('\u{202e}'));
    let markdown = markdown(&page());
    assert!(markdown.contains("<mark>好</mark>&lt;script&gt;") && markdown.contains("2 \\| 3"), "{markdown}");
}

#[test]
fn a_page_fetches_nothing() {
    let html = html(&page());
    for link in ["http", "src=", "url(", "@import", "<link"] {
        assert!(!html.contains(link), "{link}");
    }
}

#[test]
fn lines_break_where_nothing_is_known() {
    let html = html(&page());
    assert!(html.contains("class=\"break\"") && html.contains("<title>=1+1 98.50</title>"), "{html}");
    let values = [Some(1.0), None, Some(2.0), Some(3.0)];
    let drawn = chart::small(&values, "a");
    assert_eq!(drawn.matches('M').count(), 2, "{drawn}");
    assert_eq!(chart::small(&[Some(1.0), None], "a"), "");
    let row = |mean| vec![Cell::words("a"), Cell::Decimal(mean)];
    let rows = [1.0, 2.0, 3.0].map(row).to_vec();
    let table = Table { columns: vec!["a".to_owned(), "b".to_owned()], rows, ..Table::default() };
    let line = |breaks| Chart { title: "a".to_owned(), table: 0, column: 1, breaks };
    let strokes = |chart: &Chart| chart::chart(chart, &table, "").matches('M').count();
    assert_eq!((strokes(&line(vec![])), strokes(&line(vec![2]))), (1, 2), "nothing leads across a change of rules");
}

#[test]
fn spreadsheets_run_and_round_nothing() {
    let text = String::from_utf8(csv(&page().tables[0]).expect("is written")).expect("is UTF-8");
    assert_eq!(text.lines().nth(1), Some("'=1+1,98.50,1,,⟦好⟧<script>"));
    assert_eq!(text.lines().nth(2), Some("'007,,1,,⟦行⟧\\u{202e}吗"));
}

#[test]
fn text_marks_words_on_their_own_line() {
    let text = text(&page());
    assert!(
        text.contains("  =1+1 · 98.50 · 1 · ▄▁\n      ⟦好⟧<script>\n") || text.contains("      ⟦好⟧<script>\n"),
        "{text}"
    );
}

#[test]
fn long_texts_are_cut_around_the_words() {
    let said = format!("{}不知道{}", "啊".repeat(100), "哦".repeat(100));
    let quote = Quote::new(&said, Some(Span::new(300, 309)));
    assert_eq!(quote.marked, "不知道");
    assert_eq!(quote.before, format!("…{}", "啊".repeat(40)));
    assert_eq!(quote.after, format!("{}…", "哦".repeat(40)));
}

#[test]
fn a_column_without_a_word_is_left_out() {
    let table = |name: &str| Table {
        columns: vec!["a".to_owned(), "b".to_owned()],
        rows: vec![vec![Cell::Count(1), Cell::words(name)], vec![Cell::Count(2), Cell::Empty]],
        ..Table::default()
    };
    assert_eq!(table("").without_if_empty(1).columns, ["a"]);
    assert_eq!(table("小七").without_if_empty(1).columns, ["a", "b"]);
}
