//! A passkey for everybody who signs in, with a mark as its name: its owner alone meets it.

use access::sign_in::passkeys::{self, New};
use kernel::{Id, kinds};

use super::{marks::What, world::World};
use crate::house::House;

/// Plants them.
pub async fn plant(house: &House, world: &mut World) {
    let owners: Vec<(String, String)> =
        world.personas.iter().map(|p| (p.own[0].clone(), p.account.clone())).collect();
    for (code, account) in owners {
        let name = world.put(&code, What::Passkey, "passkey");
        let account: Id<kinds::Account> = account.parse().unwrap();
        let (credential_id, now) = (code.into_bytes(), house.desk.now);
        // Nobody signs in with it here, so that what a device would have made is not needed.
        let new = New { name, credential_id, credential: "a credential".into() };
        let added = house.desk.db.write("a passkey", move |w| passkeys::add(w, account, &new, now));
        let id = added.await.unwrap();
        world.ids.entry("passkeys").or_default().push(id.to_string());
    }
}
