//! A statutory return in each agency, with one child on the way to adoption and one fault.

use family_finding::returns903::{actions::take_in, model::Year};
use kernel::Date;

use super::{
    marks::What,
    world::{World, agency_of},
};
use crate::house::House;

pub async fn plant(house: &House, world: &mut World) {
    for (own, agency, born) in [("areturn", 'a', "2019-08-13"), ("breturn", 'b', "2019-09-17")] {
        let child = world.put(own, What::WaitingChild, "kid");
        let born: Date = world.mark(own, What::WaitingChild, born).parse().unwrap();
        world.mark(own, What::WaitingChild, born.strftime("%-d %B %Y").to_string());
        let day = born.strftime("%d/%m/%Y");
        let files = [
            // The sex is no code, so that there is a fault.
            format!("CHILD,SEX,DOB,ETHNIC\n{child},X,{day},WBRI\n"),
            format!("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n{child},01/06/2024,S,E1,N1,U1,,\n"),
            format!(
                "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n{child},{day},01/06/2024,,\n"
            ),
        ];
        let files = files.into_iter().map(|text| {
            let input: Box<dyn std::io::Read> = Box::new(std::io::Cursor::new(text.into_bytes()));
            ("a file".to_owned(), input)
        });
        let (db, now) = (&house.desk.db, house.desk.now);
        let year = Year::new(2025).unwrap();
        let taken = take_in::at_the_desk(db, agency_of(house, agency), year, files.collect(), now).await;
        let (outcome, prepared) = taken.unwrap();
        assert_eq!((outcome.new, prepared.checked.findings.len()), (1, 1));
        world.ids.entry("returns").or_default().push(outcome.id.to_string());
        let at = agency_of(house, agency);
        let known = db.read(move |r| family_finding::children::store::known(r, at)).await.unwrap();
        let id = known.values().next().unwrap().id;
        world.ids.entry("children").or_default().push(id.to_string());
    }
}
