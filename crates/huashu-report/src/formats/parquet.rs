//! Parquet: findings for warehouses and data frames, in the columns of [`crate::arrow`].
//!
//! Rows are written in groups as they come, so that memory does not grow with the findings.

use std::io;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::arrow::{FindingBatches, findings_schema};
use crate::renderer::{Output, Renderer, Run};
use huashu_model::finding::Finding;
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "parquet",
    zh: "Parquet，数据仓库和数据框用",
    en: "Parquet, for warehouses and data frames",
    extensions: &["parquet"],
    open: |run| Box::new(Parquet { run: run.clone(), batches: FindingBatches::new(run.language), writer: None }),
};

/// Bytes of a group in the making at which it is written.
const GROUP: usize = 32 << 20;

struct Parquet {
    run: Run,
    batches: FindingBatches,
    /// From the start of the run to its end; it writes to memory, from where each group goes on.
    writer: Option<ArrowWriter<Vec<u8>>>,
}

impl Parquet {
    fn properties(&self) -> WriterProperties {
        let note = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
        let notes = vec![
            note("huashu.version", &self.run.version),
            note("huashu.rulebook", &self.run.rulebook),
            note("huashu.rulebook_fingerprint", &self.run.fingerprint),
        ];
        WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_key_value_metadata(Some(notes))
            .build()
    }

    /// Writes the batch that is full, or the last one.
    fn write_batch(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        let batch = self.batches.finish().map_err(io::Error::other)?;
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.write(&batch)?;
        if writer.in_progress_size() >= GROUP {
            writer.flush()?;
        }
        out.write_all(&std::mem::take(writer.inner_mut()))
    }
}

impl Renderer for Parquet {
    fn start(&mut self, _out: &mut dyn io::Write) -> io::Result<()> {
        self.writer = Some(ArrowWriter::try_new(Vec::new(), findings_schema(), Some(self.properties()))?);
        Ok(())
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        self.batches.extend(findings);
        if self.batches.is_full() { self.write_batch(out) } else { Ok(()) }
    }

    fn finish(&mut self, out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        if !self.batches.is_empty() {
            self.write_batch(out)?;
        }
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        writer.finish()?;
        out.write_all(&std::mem::take(writer.inner_mut()))
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::{RecordBatch, RecordBatchReader};
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::*;
    use crate::samples::{findings, problems, run, summary, written};
    use huashu_model::language::Language;

    fn read(bytes: Vec<u8>) -> (Vec<RecordBatch>, usize) {
        let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).expect("Parquet");
        let groups = builder.metadata().num_row_groups();
        let reader = builder.build().expect("a reader");
        assert_eq!(reader.schema().fields(), findings_schema().fields());
        (reader.map(|batch| batch.expect("a batch")).collect(), groups)
    }

    #[test]
    fn findings_read_back() {
        let bytes = written("parquet", &run(Language::Chinese), &findings(), &problems(), &summary());
        let (batches, _) = read(bytes);
        let rules: Vec<String> = batches
            .iter()
            .flat_map(|batch| batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned))
            .collect();
        let expected: Vec<String> = findings().iter().map(|finding| finding.rule.id.clone()).collect();
        assert_eq!(rules, expected);
    }

    #[test]
    fn a_run_without_findings_is_a_table_too() {
        let (batches, _) = read(written("parquet", &run(Language::English), &[], &[], &Summary::default()));
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 0);
    }

    #[test]
    fn groups_go_on_before_the_end() {
        let mut report =
            Parquet { run: run(Language::Chinese), batches: FindingBatches::new(Language::Chinese), writer: None };
        let (mut out, mut finding) = (Vec::new(), findings().remove(0));
        report.start(&mut out).expect("memory");
        // Half a kilobyte each that does not repeat, four times as much as a group holds.
        let count = 4 * GROUP / 512;
        for number in 0..count as u64 {
            let words = (0..32).map(|at| (number * 32 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            finding.fingerprint = words.map(|word| format!("{word:016x}")).collect();
            report.conversation(&mut out, std::slice::from_ref(&finding)).expect("memory");
        }
        assert!(out.len() > 1 << 20, "{} bytes before the end", out.len());
        report.finish(&mut out, &Summary::default()).expect("memory");
        let (batches, groups) = read(out);
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), count);
        assert!(groups > 1);
    }
}
