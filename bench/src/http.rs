//! A browser's share of a request and no more: one kept connection, one request at a time, the
//! whole answer read. It does so little that nearly all the time measured is the server's.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::fault::{Fault, Result, While, fault};

/// An answer slower than this counts as none.
const PATIENCE: Duration = Duration::from_secs(60);

/// One connection to the server.
pub(crate) struct Client {
    stream: TcpStream,
    /// The headers that every request carries.
    headers: String,
    request: String,
    /// The last answer, head and body.
    answer: Vec<u8>,
}

/// What an answer says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    /// Where the body begins in the answer.
    body: usize,
    length: usize,
    /// The name and value of the cookies set.
    pub(crate) cookies: Vec<String>,
}

impl Client {
    /// Opens a connection; `cookie` is sent with every request unless it is empty.
    pub(crate) async fn connect(address: SocketAddr, cookie: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await.while_("connecting to the server")?;
        stream.set_nodelay(true).while_("connecting to the server")?;
        let mut headers = format!("Host: {address}\r\nAccept: text/html\r\n");
        if !cookie.is_empty() {
            headers.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        Ok(Client { stream, headers, request: String::new(), answer: Vec::with_capacity(256 * 1024) })
    }

    /// Gets a page.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Head> {
        self.request = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers);
        self.send(path).await
    }

    /// Sends a form.
    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Result<Head> {
        self.request = format!(
            "POST {path} HTTP/1.1\r\n{}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.headers,
            form.len()
        );
        self.send(path).await
    }

    /// The body of the last answer, as text.
    pub(crate) fn text(&self, head: &Head) -> String {
        String::from_utf8_lossy(self.answer.get(head.body..).unwrap_or_default()).into_owned()
    }

    async fn send(&mut self, path: &str) -> Result<Head> {
        match timeout(PATIENCE, self.exchange()).await {
            Ok(answer) => answer.map_err(|why| Fault(format!("{}: {why}", pattern(path)))),
            Err(_) => fault(format!("{}: no answer in {} s", pattern(path), PATIENCE.as_secs())),
        }
    }

    async fn exchange(&mut self) -> Result<Head> {
        self.stream.write_all(self.request.as_bytes()).await.while_("sending")?;
        self.answer.clear();
        let mut head = None;
        loop {
            if self.stream.read_buf(&mut self.answer).await.while_("reading")? == 0 {
                return fault("the server closed the connection in the middle");
            }
            if head.is_none() {
                head = Head::parse(&self.answer)?;
            }
            if let Some(found) = head.take_if(|head| self.answer.len() >= head.body + head.length) {
                return Ok(found);
            }
        }
    }
}

impl Head {
    /// Reads the head of an answer, if all of it is there.
    fn parse(answer: &[u8]) -> Result<Option<Head>> {
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let text = String::from_utf8_lossy(answer.get(..end).unwrap_or_default());
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let Some(status) = status else { return fault("the answer has no status") };
        let (mut length, mut cookies) = (None, Vec::new());
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().ok();
            } else if name.eq_ignore_ascii_case("set-cookie") {
                cookies.extend(value.split(';').next().map(str::to_owned));
            }
        }
        let Some(length) = length else { return fault("the answer does not say how long it is") };
        Ok(Some(Head { status, body: end + 4, length, cookies }))
    }
}

/// A path without what could tell a person: ids and what was searched for.
pub(crate) fn pattern(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect::<Vec<_>>().join("/")
}

/// Whether part of a path is a record's id.
pub(crate) fn is_id(part: &str) -> bool {
    part.len() == 36 && part.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 303 See Other\r\nContent-Length: 2\r\nset-cookie: a=b; Path=/\r\n\r\nok";
        assert!(Head::parse(&answer[..30]).unwrap().is_none());
        let head = Head::parse(answer).unwrap().unwrap();
        assert_eq!((head.status, head.length, head.body), (303, 2, answer.len() - 2));
        assert_eq!(head.cookies, ["a=b"]);
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(Head::parse(b"SSH-2.0\r\n\r\n").is_err());
    }

    #[test]
    fn a_pattern_names_nobody() {
        let id = "0199a000-0000-7000-8000-000000000000";
        assert_eq!(pattern(&format!("/cases/{id}/plan")), "/cases/{id}/plan");
        assert_eq!(pattern("/people?name=Sam+Hill"), "/people");
    }
}
