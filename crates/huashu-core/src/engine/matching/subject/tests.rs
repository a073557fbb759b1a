use huashu_model::text::{Sentences, Span, fold, parse_marks};
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook, Subject};

use super::SubjectFinder;

/// Of whom the clause of the marked words speaks, in calls, chats and letters.
const SPOKEN_OF: &[(&str, Subject)] = &[
    // The agent's side, named.
    ("我⟦不知道⟧", Subject::Agent),
    ("这个我⟦不清楚⟧", Subject::Agent),
    ("我这边⟦查不到⟧", Subject::Agent),
    ("我们也⟦不清楚⟧", Subject::Agent),
    ("咱们这边暂时⟦没办法⟧", Subject::Agent),
    ("您这个密码我⟦不知道⟧", Subject::Agent),
    ("您的密码我们⟦看不到⟧", Subject::Agent),
    ("我跟您说这个⟦不行⟧", Subject::Agent),
    ("我和您都⟦不清楚⟧", Subject::Agent),
    ("我们系统⟦看不到⟧", Subject::Agent),
    ("我们的仓库⟦没有货⟧", Subject::Agent),
    ("我帮他查了⟦不清楚⟧", Subject::Agent),
    ("特别抱歉，我也⟦不知道⟧", Subject::Agent),
    ("因为我⟦不了解⟧情况", Subject::Agent),
    ("本店⟦不提供⟧发票", Subject::Agent),
    ("我局⟦不受理⟧此类申请", Subject::Agent),
    ("这边⟦没有权限⟧", Subject::Agent),
    ("呃我⟦听不清⟧", Subject::Agent),
    ("您说的这个我⟦不太懂⟧", Subject::Agent),
    ("小编⟦不清楚⟧呢", Subject::Agent),
    ("客服⟦不知道⟧这件事", Subject::Agent),
    // The agent's side, as who serves the customer.
    ("帮您查了⟦查不到⟧", Subject::Agent),
    ("给您看了一下⟦没有货⟧", Subject::Agent),
    // The customer, named, addressed or asked to do something.
    ("您⟦不知道⟧", Subject::Customer),
    ("您这个密码也⟦不知道⟧是吗", Subject::Customer),
    ("您这边⟦不清楚⟧可以问我", Subject::Customer),
    ("这个您⟦不清楚⟧吗", Subject::Customer),
    ("我知道您⟦不清楚⟧流程", Subject::Customer),
    ("如果您⟦不了解⟧", Subject::Customer),
    ("请您⟦不要着急⟧", Subject::Customer),
    ("请⟦不要着急⟧", Subject::Customer),
    ("麻烦⟦等一下⟧", Subject::Customer),
    ("别⟦着急⟧", Subject::Customer),
    ("你⟦不懂⟧", Subject::Customer),
    ("让您⟦久等了⟧", Subject::Customer),
    ("亲⟦不知道⟧怎么操作", Subject::Customer),
    ("亲也⟦不知道⟧", Subject::Customer),
    ("您自己⟦没看清⟧", Subject::Customer),
    ("他说您⟦不知道⟧", Subject::Customer),
    // The customer, asked.
    ("密码也⟦不记得⟧了是吗", Subject::Customer),
    ("⟦不清楚⟧怎么操作吗", Subject::Customer),
    ("还是⟦不明白⟧？", Subject::Customer),
    ("您的密码也⟦不知道⟧对吧", Subject::Customer),
    // Others.
    ("他⟦不知道⟧", Subject::Third),
    ("快递员也⟦不清楚⟧", Subject::Third),
    ("商家那边⟦不处理⟧", Subject::Third),
    ("系统⟦显示不了⟧", Subject::Third),
    ("我问了他⟦不知道⟧", Subject::Third),
    ("我联系了商家⟦没有结果⟧", Subject::Third),
    ("您的快递员⟦不接电话⟧", Subject::Third),
    ("您朋友⟦不知道⟧", Subject::Third),
    ("厂家说他们⟦没有货⟧", Subject::Third),
    ("医生⟦不建议⟧", Subject::Third),
    ("我知道他⟦不清楚⟧", Subject::Third),
    // Nobody.
    ("⟦不知道⟧", Subject::Nobody),
    ("这个⟦不清楚⟧呢", Subject::Nobody),
    ("您好，⟦不清楚⟧", Subject::Nobody),
    ("其他的⟦不知道⟧", Subject::Nobody),
    ("特别⟦不清楚⟧", Subject::Nobody),
    ("您的订单⟦查不到⟧", Subject::Nobody),
    ("亲这个⟦不清楚⟧", Subject::Nobody),
    ("⟦不知道⟧为什么", Subject::Nobody),
    ("我明白。⟦不清楚⟧", Subject::Nobody),
    // Inherited from a clause before in the same sentence.
    ("我查了一下，⟦不清楚⟧", Subject::Agent),
    ("您点一下设置，⟦不知道⟧的话再问", Subject::Customer),
    ("您说的这个我没听清，⟦不知道⟧", Subject::Agent),
    ("请点开链接，⟦没反应⟧再说", Subject::Customer),
    ("快递联系过了，说是⟦不清楚⟧", Subject::Third),
    ("我看了，嗯，这个，⟦不知道⟧", Subject::Agent),
    ("我看了，嗯，这个，那个，⟦不知道⟧", Subject::Nobody),
];

fn finder() -> SubjectFinder {
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load_text("subjects.toml", "", &FileResolver::default(), &mut sink);
    assert!(sink.problems.is_empty());
    SubjectFinder::new(&rulebook.subjects)
}

#[test]
fn it_is_told_of_whom_a_clause_speaks() {
    let finder = finder();
    let mut wrong = Vec::new();
    for (marked, expected) in SPOKEN_OF {
        let (text, marks) = parse_marks(marked).expect("marks");
        let hit = marks.first().copied().unwrap_or(Span::whole(&text));
        assert_eq!(fold(&text).text(), text, "written as compared");
        let found = finder.spoken_of(&text, &Sentences::new(&text), hit);
        if found.subject != *expected {
            wrong.push(format!("{marked}: {:?}, not {expected:?}", found.subject));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_named_is_explicit_and_what_is_inherited_is_not() {
    let finder = finder();
    let explicit = |text: &str| {
        let start = text.find('不').expect("a hit");
        finder.spoken_of(text, &Sentences::new(text), Span::new(start, text.len())).is_explicit
    };
    assert!(explicit("我不知道"));
    assert!(explicit("请不要"));
    assert!(!explicit("我看了，不知道"));
    assert!(!explicit("不知道"));
}
