//! The set on which the demo plays: the server's address, the phones, and the desks of the staff, each signed in once because a
//! one-time code is good for one sign-in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use minyi_rulebook::citizen_case::{CaseState, Stage};
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_wire::view::CaseView;
use minyi_wire::{Command, Receipt};

use super::seed::DemoSeed;
use super::server::Codes;
use crate::fault::Fault;
use crate::output::Output;
use crate::phone::Handset;
use crate::staff::Desk;

/// The set.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) server: String,
    pub(crate) seed: DemoSeed,
    pub(crate) codes: Arc<Codes>,
    /// The demo's material: seed, cases, photos.
    pub(crate) material: PathBuf,
    /// Folder for the phones' own folders.
    pub(crate) phones: PathBuf,
    pub(crate) out: Output,
    desks: BTreeMap<String, Desk>,
    handsets: BTreeMap<String, Arc<Handset>>,
}

impl Set {
    pub(crate) fn new(
        server: String,
        seed: DemoSeed,
        codes: Arc<Codes>,
        material: PathBuf,
        phones: PathBuf,
        out: Output,
    ) -> Self {
        Self { server, seed, codes, material, phones, out, desks: BTreeMap::new(), handsets: BTreeMap::new() }
    }

    /// The phone of a citizen, signed in with the code that a provider would have sent.
    pub(crate) async fn phone_of(&mut self, number: &str) -> Result<Arc<Handset>, Fault> {
        if let Some(handset) = self.handsets.get(number) {
            return Ok(Arc::clone(handset));
        }
        let handset = Arc::new(Handset::open(&self.phones.join(number), Some(&self.server))?);
        handset.request_code(number).await?;
        let code = self.codes.of(number).ok_or_else(|| astray("no one-time code", "a one-time code"))?;
        handset.sign_in_with_code(number, &code).await?;
        handset.sync().await?;
        self.handsets.insert(number.to_owned(), Arc::clone(&handset));
        Ok(handset)
    }

    /// The phone of somebody on the staff, who files for those who come in person or call.
    pub(crate) async fn phone_of_staff(&mut self, login: &str) -> Result<Arc<Handset>, Fault> {
        let credentials = self.seed.credentials(login)?;
        let handset = Arc::new(Handset::open(&self.phones.join(login), Some(&self.server))?);
        handset.sign_in_staff(&credentials.login, &credentials.password, &credentials.totp).await?;
        handset.sync().await?;
        self.handsets.insert(login.to_owned(), Arc::clone(&handset));
        Ok(handset)
    }

    /// The desk of somebody on the staff.
    pub(crate) async fn desk(&mut self, login: &str) -> Result<&mut Desk, Fault> {
        if !self.desks.contains_key(login) {
            let desk = Desk::sign_in(&self.server, &self.seed.credentials(login)?, None).await?;
            self.desks.insert(login.to_owned(), desk);
        }
        self.desks.get_mut(login).ok_or_else(|| Fault::new("internal", "程序内部错误", "A fault of this program."))
    }

    /// One act from a desk; the receipt was verified.
    pub(crate) async fn act(
        &mut self,
        login: &str,
        matter: MatterId,
        command: impl Into<Command>,
    ) -> Result<Receipt, Fault> {
        self.desk(login).await?.act(matter, command, None).await
    }

    /// The case as the office sees it: everything.
    pub(crate) async fn case(&mut self, matter: MatterId) -> Result<CaseView, Fault> {
        self.desk("office-1").await?.case(matter).await
    }

    /// The case, if it stands in this stage; anything else ends the demo with a fault.
    pub(crate) async fn case_in(&mut self, matter: MatterId, stage: Stage) -> Result<CaseState, Fault> {
        let view = self.case(matter).await?;
        match view.full() {
            Some(case) if case.stage == stage => Ok(case.clone()),
            _ => Err(astray(&format!("{:?}", view.stage), &format!("{stage:?}"))),
        }
    }

    /// A photo of the demo.
    pub(crate) fn photo(&self, name: &str) -> PathBuf {
        self.material.join("photos").join(name)
    }
}

/// Something is not as the story says: a fault of Minyi, not of the user.
pub(crate) fn astray(is: &str, should: &str) -> Fault {
    Fault::new(
        "demo_astray",
        format!("演示与预期不符：现为 {is}，应为 {should}"),
        format!("The demo went astray: found {is}, expected {should}."),
    )
}

/// An organ of the seed.
pub(crate) fn organ(code: &str) -> Result<OrganId, Fault> {
    OrganId::new(code).map_err(|error| Fault::input("organ", "名录中的代码", error.to_string()))
}
