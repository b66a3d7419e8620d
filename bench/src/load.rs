//! Many clients asking at once, and the times they waited.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Barrier;

use crate::{
    fault::{Result, While, fault},
    http::{Client, Head, pattern},
};

/// How hard to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// Clients at the same time, each with a connection of its own.
    pub(crate) clients: usize,
    /// Requests of all of them together, at most.
    pub(crate) requests: usize,
    /// Time for all of them, at most.
    pub(crate) at_most: Duration,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ask {
    /// For a page.
    Get(String),
    /// With a form, to an address.
    Post(&'static str, String),
}

impl Ask {
    fn path(&self) -> &str {
        match self {
            Ask::Get(path) => path,
            Ask::Post(path, _) => path,
        }
    }

    /// Sends it.
    ///
    /// # Errors
    /// Any answer but 200: a fast error is not a fast page.
    pub(crate) async fn of(&self, client: &mut Client) -> Result<Head> {
        let head = match self {
            Ask::Get(path) => client.get(path).await?,
            Ask::Post(path, form) => client.post(path, form).await?,
        };
        if head.status == 200 {
            Ok(head)
        } else {
            fault(format!("{} answered {}", pattern(self.path()), head.status))
        }
    }
}

/// How long answers took.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    /// The shortest first.
    sorted: Vec<Duration>,
    /// From the first request to the last answer.
    pub(crate) elapsed: Duration,
}

impl Times {
    /// Times of one request or start each, `elapsed` being their sum.
    pub(crate) fn of(mut each: Vec<Duration>) -> Self {
        each.sort_unstable();
        let elapsed = each.iter().sum();
        Times { sorted: each, elapsed }
    }

    /// The same asked twice, as one.
    pub(crate) fn and(self, other: Self) -> Self {
        let elapsed = self.elapsed + other.elapsed;
        let mut sorted = [self.sorted, other.sorted].concat();
        sorted.sort_unstable();
        Times { sorted, elapsed }
    }

    /// How many were measured.
    pub(crate) fn count(&self) -> usize {
        self.sorted.len()
    }

    /// The time within which this many of a thousand were answered (nearest rank).
    pub(crate) fn within(&self, of_a_thousand: usize) -> Duration {
        let rank = (self.sorted.len() * of_a_thousand).div_ceil(1000).max(1);
        self.sorted.get(rank - 1).copied().unwrap_or_default()
    }

    /// Half were faster.
    pub(crate) fn median(&self) -> Duration {
        self.within(500)
    }

    /// All but one in a hundred were as fast. Of few, the slowest of all.
    pub(crate) fn p99(&self) -> Duration {
        self.within(990)
    }

    /// Answers a second, of all clients together.
    pub(crate) fn per_second(&self) -> f64 {
        self.count() as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }
}

/// Sends the requests in turn until the load is through. Before the clock starts every client
/// has asked a few times, so that connections stand and the first pages are in memory.
///
/// # Errors
/// As [`Ask::of`], from whichever client met it first.
pub(crate) async fn run(server: SocketAddr, cookie: &str, asks: Vec<Ask>, load: Load) -> Result<Times> {
    if asks.is_empty() {
        return fault("there is no page to ask for");
    }
    let (asks, next) = (Arc::new(asks), Arc::new(AtomicUsize::new(0)));
    let together = Arc::new(Barrier::new(load.clients));
    let warm = (load.requests / 20 / load.clients).max(2);
    let clients: Vec<_> = (0..load.clients)
        .map(|_| {
            let (asks, next, together, cookie) =
                (asks.clone(), next.clone(), together.clone(), cookie.to_owned());
            tokio::spawn(async move {
                let warmed = match Client::connect(server, &cookie).await {
                    Ok(mut client) => {
                        let mut ended = Ok(());
                        for turn in 0..warm {
                            // From the far end, so that what is measured is not what was just asked for.
                            let ask = &asks[asks.len() - 1 - turn % asks.len()];
                            ended = ended.and(ask.of(&mut client).await.map(drop));
                        }
                        ended.map(|()| client)
                    }
                    Err(error) => Err(error),
                };
                // Whoever failed arrives too, or the others would wait for ever.
                together.wait().await;
                let mut client = warmed?;
                let start = Instant::now();
                let mut times = Vec::with_capacity(load.requests / load.clients + 1);
                while start.elapsed() < load.at_most {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    if turn >= load.requests {
                        break;
                    }
                    let asked = Instant::now();
                    asks[turn % asks.len()].of(&mut client).await?;
                    times.push(asked.elapsed());
                }
                Ok((start, Instant::now(), times))
            })
        })
        .collect();
    let (mut first, mut last, mut all) = (None::<Instant>, None::<Instant>, Vec::new());
    for client in clients {
        let (start, end, times) = client.await.while_("a client")??;
        first = Some(first.map_or(start, |before| before.min(start)));
        last = Some(last.map_or(end, |before| before.max(end)));
        all.extend(times);
    }
    all.sort_unstable();
    match (first, last) {
        (Some(first), Some(last)) if !all.is_empty() => Ok(Times { sorted: all, elapsed: last - first }),
        _ => fault("nothing was answered in the time given"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(micros: impl Iterator<Item = u64>) -> Times {
        Times::of(micros.map(Duration::from_micros).collect())
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let hundred = times((1..=100).rev());
        assert_eq!(hundred.median(), Duration::from_micros(50));
        assert_eq!(hundred.p99(), Duration::from_micros(99));
        let five = times([7, 3, 9, 1, 5].into_iter());
        assert_eq!(five.median(), Duration::from_micros(5));
        assert_eq!(five.p99(), Duration::from_micros(9));
        assert_eq!(times([4].into_iter()).p99(), Duration::from_micros(4));
        assert_eq!(times(std::iter::empty()).median(), Duration::ZERO);
    }

    /// A server that gives the same answer to everything.
    async fn server(answer: &'static str) -> SocketAddr {
        use tokio::{
            io::{AsyncReadExt, AsyncWriteExt},
            net::TcpListener,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut request = [0; 4096];
                    while stream.read(&mut request).await.is_ok_and(|bytes| bytes > 0) {
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                });
            }
        });
        address
    }

    #[tokio::test]
    async fn every_request_is_counted_and_any_answer_but_200_is_a_failure() {
        let load = Load { clients: 4, requests: 50, at_most: Duration::from_secs(60) };
        let good = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
        let times = run(
            good,
            "a=b",
            vec![Ask::Get("/".to_owned()), Ask::Post("/people", "name=Sam".to_owned())],
            load,
        )
        .await
        .unwrap();
        assert_eq!(times.count(), 50);
        let bad = server("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n").await;
        let why = run(bad, "", vec![Ask::Post("/people", "name=Sam".to_owned())], load).await.unwrap_err();
        assert_eq!(why.to_string(), "/people answered 503");
        assert!(run(good, "", Vec::new(), load).await.is_err());
    }
}
