//! Marks in the community of practice: topics that one pan-region reads, what is shared and said in them, and what waits for
//! a moderator. The two agencies of this world lie in two pan-regions, so that neither may meet the other's.

use super::{
    marks::What,
    world::{World, send},
};
use crate::house::{House, Said};

/// The id at the end of where a form sends its writer.
fn id_of(said: &Said) -> serde_json::Value {
    said.to.as_deref().and_then(|to| to.rsplit('/').next()).unwrap().into()
}

/// A topic that is open and one that is closed in both agencies, with a document of two versions, a post with an answer,
/// one that its author withdrew and one that a moderator returned.
pub async fn plant(house: &House, world: &mut World) {
    for agency in ['a', 'b'] {
        let (manager, worker) = (format!("{agency}teammanager"), format!("{agency}socialworker"));
        let shared = |world: &mut World, field: &str| world.put(&worker, What::Community, field);

        let (title, about) = (shared(world, "topictitle"), shared(world, "topicabout"));
        let open = format!("title={title}&about={about}&audience=region");
        let topic = world.id("topics", &id_of(&send(house, world, &manager, "/community", &open).await));

        // Each sending of one form needs a mark of its own: its key is made of how many there are.
        let over = format!("title={}&about=over&audience=region", shared(world, "topicover"));
        let closed = send(house, world, &manager, "/community", &over).await;
        let closed = id_of(&closed).as_str().unwrap().to_owned();
        let why = shared(world, "topicclosed");
        send(
            house,
            world,
            &manager,
            &format!("/community/topics/{closed}/close"),
            &format!("version=1&why={why}"),
        )
        .await;

        let day = "review-day=1&review-month=3&review-year=2027";
        let (title, words, link) =
            (shared(world, "documenttitle"), shared(world, "documentwords"), shared(world, "documentlink"));
        let text = format!("title={title}&words={words}&link=https://www.gov.uk/{link}&{day}");
        let path = format!("/community/topics/{topic}/document");
        let document = send(house, world, &worker, &path, &format!("sort=tool&{text}")).await;
        let document = world.id("entries", &id_of(&document));
        let changed = shared(world, "documentchanged");
        let path = format!("/community/entries/{document}/edit");
        send(house, world, &worker, &path, &format!("version=1&{text}&changed={changed}")).await;

        let path = format!("/community/topics/{topic}/post");
        let body = format!("title={}&words={}", shared(world, "posttitle"), shared(world, "postwords"));
        let post = id_of(&send(house, world, &worker, &path, &body).await);
        let post = world.id("entries", &post);
        let answer = shared(world, "answerwords");
        let answers = format!("/community/entries/{post}/answers");
        send(house, world, &manager, &answers, &format!("words={answer}")).await;

        let gone = send(house, world, &worker, &path, "title=gone&words=gone").await;
        let gone = world.id("entries", &id_of(&gone));
        let why = shared(world, "withdrawnwhy");
        let withdraw = format!("/community/entries/{gone}/withdraw");
        send(house, world, &worker, &withdraw, &format!("version=1&why={why}")).await;

        // A name that no record here knows holds it back.
        let words = world.put(&worker, What::Moderated, "heldwords");
        let body = format!("title=held&words=we+met+Robin+{words}&sure=yes");
        let held = world.id("entries", &id_of(&send(house, world, &worker, &path, &body).await));
        let why = world.put(&worker, What::Moderated, "returnedwhy");
        let decide = format!("/community/moderation/entries/{held}");
        send(house, world, &manager, &decide, &format!("version=1&verdict=return&why={why}")).await;
    }
}
