//! The command line of huashu.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
