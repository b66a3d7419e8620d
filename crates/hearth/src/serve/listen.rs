//! Connections: so many and no more, none that is held open by sending slowly, and an end that lets requests
//! finish.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tower::ServiceExt;

/// What a node takes on at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Connections.
    pub(super) all: usize,
    /// Connections from one address; behind a proxy there is only one address.
    pub(super) from_one: usize,
    /// How long the head of a request may take to come, and a connection may rest between two.
    pub(super) head: Duration,
}

impl Room {
    /// What a server begins with.
    pub(super) fn usual(behind_proxy: bool) -> Self {
        let all = 4_096;
        Room { all, from_one: if behind_proxy { all } else { 256 }, head: Duration::from_secs(30) }
    }
}

/// A connection's place; giving it up lets the next one in.
struct Place {
    _slot: OwnedSemaphorePermit,
    from: IpAddr,
    here: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = here.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                here.remove(&self.from);
            }
        }
    }
}

fn place(
    slot: OwnedSemaphorePermit,
    from: IpAddr,
    most: usize,
    here: &Arc<Mutex<HashMap<IpAddr, usize>>>,
) -> Option<Place> {
    let mut counts = here.lock().unwrap_or_else(PoisonError::into_inner);
    let count = counts.entry(from).or_default();
    if *count >= most {
        return None;
    }
    *count += 1;
    Some(Place { _slot: slot, from, here: here.clone() })
}

/// Serves until told to stop; then no connection is taken any more, and the requests that have come are
/// answered.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    room: Room,
    mut stopped: watch::Receiver<bool>,
) {
    let slots = Arc::new(Semaphore::new(room.all));
    let here = Arc::new(Mutex::new(HashMap::new()));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(room.head);
    loop {
        let next = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            next = next(&listener, &slots) => next,
        };
        let Some((stream, from, slot)) = next else { continue };
        // One that has too many already is closed without a word: it cannot be a person.
        let Some(place) = place(slot, from.ip(), room.from_one, &here) else { continue };
        let router = router.clone();
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(from));
            router.clone().oneshot(request.map(Body::new))
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            // A connection that breaks off is the other side's affair.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// The next connection, once there is room for it.
async fn next(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let slot = slots.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, from)) => {
            // Answers are small and whole: waiting to fill a packet only makes them late.
            let _ = stream.set_nodelay(true);
            Some((stream, from, slot))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be taken");
            // Out of files, say: those that end make room again.
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn started(room: Room) -> (SocketAddr, watch::Sender<bool>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let router = Router::new().route("/", get(|| async { "here" }));
        (address, stop, tokio::spawn(serve(listener, router, room, stopped)))
    }

    async fn rest(stream: &mut TcpStream) -> String {
        let mut text = String::new();
        // A connection that is reset has said all it had to say.
        let _ = stream.read_to_string(&mut text).await;
        text
    }

    const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";

    #[tokio::test(flavor = "multi_thread")]
    async fn a_head_that_does_not_come_ends_the_connection() {
        let room = Room { all: 8, from_one: 8, head: Duration::from_millis(200) };
        let (address, _stop, _server) = started(room).await;
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: here\r\nX-Slow: ").await.unwrap();
        // Ends by itself: were it held open, the test would hang here.
        let said = rest(&mut slow).await;
        assert!(!said.contains("200 OK"), "{said}");
        let mut quick = TcpStream::connect(address).await.unwrap();
        quick.write_all(ASK).await.unwrap();
        assert!(rest(&mut quick).await.ends_with("here"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_address_cannot_hold_every_place_and_the_last_place_is_waited_for() {
        let room = Room { all: 8, from_one: 2, head: Duration::from_secs(20) };
        let (address, _stop, _server) = started(room).await;
        let mut held = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n").await.unwrap();
            let mut first = [0; 12];
            stream.read_exact(&mut first).await.unwrap();
            held.push(stream);
        }
        let mut third = TcpStream::connect(address).await.unwrap();
        let _ = third.write_all(ASK).await;
        assert_eq!(rest(&mut third).await, "");
        drop(held);
        // Their places are free once the server has seen that they went.
        loop {
            let mut again = TcpStream::connect(address).await.unwrap();
            let _ = again.write_all(ASK).await;
            if rest(&mut again).await.ends_with("here") {
                break;
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_that_has_come_is_answered_before_the_end() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let (come, mut came) = tokio::sync::mpsc::channel::<()>(1);
        let go = Arc::new(tokio::sync::Notify::new());
        let gone = go.clone();
        let work = move || {
            let (come, gone) = (come.clone(), gone.clone());
            async move {
                let _ = come.send(()).await;
                gone.notified().await;
                "done"
            }
        };
        let router = Router::new().route("/", get(work));
        let server = tokio::spawn(serve(listener, router, Room::usual(false), stopped));
        let mut asked = TcpStream::connect(address).await.unwrap();
        asked.write_all(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n").await.unwrap();
        came.recv().await.unwrap();
        stop.send(true).unwrap();
        go.notify_one();
        assert!(rest(&mut asked).await.ends_with("done"));
        server.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
