//! What the gateway says: to people, notes and progress on standard error and results on standard output; to machines (`--json`),
//! one JSON object a line on standard output.

use crate::recording::{format_time, Fault};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{json, Value};
use std::{
    cell::RefCell,
    io::{IsTerminal, Write},
    time::{Duration, Instant},
};
use uen_primitives::UnixSeconds;

/// How often a progress line is printed where no bar can be drawn.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// A piece of work whose progress is shown.
struct Work {
    title: &'static str,
    length: u64,
    bar: Option<ProgressBar>,
    last_line: Option<Instant>,
}

/// Where messages go.
pub struct Console {
    json: bool,
    silent: bool,
    work: RefCell<Option<Work>>,
}

impl Console {
    /// A console for people, or for machines.
    pub fn new(json: bool) -> Self {
        Self { json, silent: false, work: RefCell::new(None) }
    }

    /// A console for nobody.
    #[cfg(test)]
    pub fn silent() -> Self {
        Self { silent: true, ..Self::new(true) }
    }

    /// A line that must not be torn apart by the progress bar.
    fn line(&self, text: &str) {
        let print = || {
            // Nobody is left to tell if standard error is gone.
            let _ = writeln!(std::io::stderr(), "{text}");
        };
        match self.work.borrow().as_ref().and_then(|work| work.bar.as_ref()) {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    fn json_line(&self, value: &Value) {
        if self.silent {
            return;
        }
        // A reader that went away wants no more lines.
        let _ = writeln!(std::io::stdout(), "{value}");
    }

    /// Something that people want to know.
    pub fn note(&self, text: impl AsRef<str>) {
        if self.json {
            self.json_line(&json!({ "event": "note", "message": text.as_ref() }));
        } else {
            self.line(text.as_ref());
        }
    }

    /// Something that is not as it should be, and does not stop the rest.
    pub fn warn(&self, text: impl AsRef<str>) {
        if self.json {
            self.json_line(&json!({ "event": "warning", "message": text.as_ref() }));
        } else {
            self.line(&format!("warning: {}", text.as_ref()));
        }
    }

    /// A fault in the input.
    pub fn fault(&self, fault: &Fault) {
        if self.json {
            self.json_line(&json!({ "event": "fault", "fault": fault, "message": fault.to_string() }));
        } else {
            self.line(&format!("bad input: {fault}"));
        }
    }

    /// Something in the input that was put right.
    pub fn notice(&self, notice: &Fault) {
        if self.json {
            self.json_line(&json!({ "event": "notice", "notice": notice, "message": notice.to_string() }));
        } else {
            self.line(&format!("put right: {notice}"));
        }
    }

    /// Readings of a meter that were not accepted, by end and counter, oldest first, and what to do about it.
    pub fn rejected(&self, meter: &str, readings: &[(UnixSeconds, u64)], reason: &str, advice: Option<&str>) {
        if self.json {
            for (end, counter) in readings {
                self.json_line(&json!({
                    "event": "rejected", "meter": meter, "end": format_time(*end), "counter": counter, "reason": reason,
                    "advice": advice,
                }));
            }
            return;
        }
        let which = match readings {
            [] => return,
            [(end, _)] => format_time(*end),
            [(first, _), .., (last, _)] => {
                format!("{} readings from {} to {}", readings.len(), format_time(*first), format_time(*last))
            }
        };
        let advice = advice.map_or_else(String::new, |advice| format!(". {advice}"));
        self.line(&format!("rejected: {meter}, {which}: {reason}{advice}"));
    }

    /// The result of the command: a document for machines, a text for people.
    pub fn result(&self, document: &Value, text: &str) {
        if self.json {
            self.json_line(document);
        } else {
            let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
        }
    }

    /// Starts to show the progress of `length` steps; 0 if it is not known how many there will be.
    pub fn start(&self, title: &'static str, length: u64) {
        let bar = (!self.json && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(8));
            let template = match length {
                0 => "{prefix}: {pos} {elapsed} {msg}",
                _ => "{prefix} [{bar:32}] {pos}/{len} {elapsed} {msg}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_prefix(title);
            bar
        });
        *self.work.borrow_mut() = Some(Work { title, length, bar, last_line: None });
    }

    /// Shows that `position` steps are done.
    pub fn progress(&self, position: u64, detail: &str) {
        let mut line = None;
        if let Some(work) = self.work.borrow_mut().as_mut() {
            if let Some(bar) = &work.bar {
                bar.set_position(position);
                bar.set_message(detail.to_string());
            } else if work.last_line.is_none_or(|at| at.elapsed() >= LINE_INTERVAL) {
                work.last_line = Some(Instant::now());
                line = Some((work.title, work.length));
            }
        }
        match line {
            Some((title, length)) if self.json => self.json_line(
                &json!({ "event": "progress", "work": title, "position": position, "length": length, "detail": detail }),
            ),
            Some((title, 0)) => self.line(&format!("{title}: {position}, {detail}")),
            Some((title, length)) => self.line(&format!("{title}: {position} of {length}, {detail}")),
            None => {}
        }
    }

    /// The work is done, or given up.
    pub fn finish(&self) {
        if let Some(bar) = self.work.borrow_mut().take().and_then(|work| work.bar) {
            bar.finish_and_clear();
        }
    }
}
