//! Takes messages from the outbox and sends them, by SMTP (`HEARTH_SMTP`) or into a folder
//! (`HEARTH_MAIL_FOLDER`). Where neither is set they wait, and the operator is told once.

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::SignedDuration;
use kernel::{Error, Result};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};
use page::App;
use store::outbox::{self, Due};
use tokio::sync::watch;

/// How often the outbox is looked into.
const EVERY: Duration = Duration::from_secs(1);
/// Messages taken at a time.
const AT_ONCE: u32 = 20;
/// Tries before a message is given up and stands as failed.
const TRIES: u32 = 8;

/// How messages leave.
enum Sender {
    Smtp(AsyncSmtpTransport<Tokio1Executor>, Mailbox),
    Folder(PathBuf, Mailbox),
}

impl Sender {
    fn from_environment() -> Result<Option<Self>> {
        let from = std::env::var("HEARTH_MAIL_FROM").unwrap_or_else(|_| "Hearth <hearth@localhost>".into());
        let from: Mailbox =
            from.parse().map_err(|_| Error::Internal("HEARTH_MAIL_FROM is not a mail address".into()))?;
        if let Ok(address) = std::env::var("HEARTH_SMTP") {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&address)
                .map_err(|_| Error::Internal("HEARTH_SMTP is not an smtp:// address".into()))?
                .timeout(Some(Duration::from_secs(20)))
                .build();
            return Ok(Some(Sender::Smtp(transport, from)));
        }
        if let Ok(folder) = std::env::var("HEARTH_MAIL_FOLDER") {
            return Ok(Some(Sender::Folder(folder.into(), from)));
        }
        Ok(None)
    }

    /// Sends one message. The error names no person.
    async fn send(&self, message: &Due) -> Result<()> {
        let from = match self {
            Sender::Smtp(_, from) | Sender::Folder(_, from) => from.clone(),
        };
        let to: Mailbox = message.to.parse().map_err(|_| Error::Internal("not a mail address".into()))?;
        let mail = Message::builder()
            .from(from)
            .to(to)
            // The same message sent again after a crash carries the same id.
            .message_id(Some(format!("<{}@hearth>", message.id)))
            .subject(&message.subject)
            .body(message.body.clone())
            .map_err(|_| Error::Internal("the message could not be written".into()))?;
        match self {
            Sender::Smtp(transport, _) => match transport.send(mail).await {
                Ok(_) => Ok(()),
                Err(e) if e.is_permanent() => Err(Error::Internal("the mail server refused it".into())),
                Err(_) => Err(Error::Busy),
            },
            Sender::Folder(folder, _) => std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(folder.join(format!("{}.eml", message.id)), mail.formatted()))
                .map_err(|e| Error::internal("the mail folder", e)),
        }
    }
}

/// Sends what is due until told to stop.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let sender = match Sender::from_environment() {
        Ok(Some(sender)) => sender,
        Ok(None) => {
            tracing::warn!("messages wait in the outbox: set HEARTH_SMTP or HEARTH_MAIL_FOLDER to send them");
            return;
        }
        Err(error) => {
            tracing::error!(?error, "mail is not set up");
            return;
        }
    };
    loop {
        if let Err(error) = send_due(&app, &sender).await {
            tracing::error!(?error, "the outbox could not be read");
        }
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn send_due(app: &App, sender: &Sender) -> Result<()> {
    let now = app.clock.now();
    let due = app.db.read(move |r| outbox::due(r, now, AT_ONCE)).await?;
    for message in due {
        let until = later(now, SignedDuration::from_mins(2));
        let mine = message.clone();
        if !app.db.write("take a message", move |w| outbox::claim(w, &mine, until)).await? {
            continue;
        }
        let id = message.id;
        match sender.send(&message).await {
            Ok(()) => app.db.write("note a message sent", move |w| outbox::sent(w, id, now)).await?,
            Err(error) => {
                let again = (error == Error::Busy && message.tries + 1 < TRIES)
                    .then(|| later(now, SignedDuration::from_secs(30 << message.tries.min(8))));
                tracing::warn!(message = %id, code = error.code(), again = again.is_some(), "a message did not leave");
                let why = error.code();
                app.db.write("note a message unsent", move |w| outbox::failed(w, id, again, why)).await?;
            }
        }
    }
    Ok(())
}

fn later(now: kernel::Timestamp, by: SignedDuration) -> kernel::Timestamp {
    now.checked_add(by).unwrap_or(now)
}
