//! Whether personal data is shown.

use clap::Args;

/// The option that shows personal data.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct PrivacyArgs {
    /// Show telephone numbers, cards, addresses and customers' names as they were logged; usually they are masked
    #[arg(long)]
    no_mask: bool,
}

impl PrivacyArgs {
    /// Returns whether personal data is hidden.
    pub(super) fn masks(self) -> bool {
        !self.no_mask
    }
}
