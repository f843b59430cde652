//! Which `app_id` and `secret_key` of an OA count: those of this computer, or those of the team.
//!
//! Each change has a number, sealed with the values. A computer remembers what it last agreed on with the team, so it
//! knows whether a person has changed the values here since, and whether the database has gone back.

use oa_token_model::refresh::plan::Fingerprint;

use super::access::{Act, may};
use super::member::Role;

/// The values as they were agreed on, without the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppValues {
    /// Counts the changes.
    pub version: u64,
    /// The fingerprint of both values.
    pub print: Fingerprint,
}

/// What a computer does about the values of an OA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppStep {
    /// Nothing.
    Keep,
    /// Remembers that both are the same.
    Agree,
    /// Publishes the values of this computer under this number.
    Publish {
        /// The number.
        version: u64,
    },
    /// Takes the team's values.
    Adopt {
        /// Whether values are replaced that the team never had. They are kept, and the history says so.
        over: bool,
    },
}

/// Decides about the values of an OA. `agreed` is `None` before the first look.
///
/// If both were changed, those in the database win: they were published first. A person who still wants the others
/// enters them again; they are then a change of what was agreed on.
pub fn app_step(role: Role, here: Fingerprint, agreed: Option<AppValues>, team: AppValues) -> AppStep {
    if !may(role, Act::ChangeOas) {
        return AppStep::Keep;
    }
    let Some(agreed) = agreed else {
        return if here == team.print { AppStep::Agree } else { AppStep::Adopt { over: true } };
    };
    if here == team.print {
        return if team.version > agreed.version { AppStep::Agree } else { AppStep::Keep };
    }
    // A database that went back shows former values under their former number.
    if team.version < agreed.version {
        return AppStep::Publish { version: agreed.version + 1 };
    }
    match (here == agreed.print, team == agreed) {
        (false, true) => AppStep::Publish { version: agreed.version + 1 },
        (is_unchanged, _) => AppStep::Adopt { over: !is_unchanged },
    }
}

/// What steers the sends of an OA, beside its app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steering {
    /// Counts the changes, as [`AppValues::version`] does.
    pub version: u64,
    /// Whether the OA is refreshed automatically.
    pub automatic: bool,
    /// Whether it was taken out of the team.
    pub retired: bool,
}

/// Returns what steers an OA. `sealed` is what the database holds, `None` if no member sealed that, and `agreed` what
/// this computer saw last. Something older does not come back; of an OA of which nothing is known, nothing is sent
/// automatically.
pub fn steering(sealed: Option<Steering>, agreed: Option<Steering>) -> Steering {
    match (sealed, agreed) {
        (Some(sealed), Some(agreed)) if sealed.version < agreed.version => agreed,
        (Some(steering), _) | (None, Some(steering)) => steering,
        (None, None) => Steering { version: 0, automatic: false, retired: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_an_oa_is_what_a_member_sealed_last() {
        let older = Steering { version: 3, automatic: true, retired: false };
        let newer = Steering { version: 4, automatic: false, retired: true };
        assert_eq!(steering(Some(newer), Some(older)), newer);
        assert_eq!(steering(Some(older), Some(newer)), newer, "an older one was put back");
        assert_eq!(steering(None, Some(newer)), newer, "no member sealed it");
        assert_eq!(steering(Some(older), None), older);
        assert!(!steering(None, None).automatic);
    }

    fn print(value: u8) -> Fingerprint {
        Fingerprint([value; 32])
    }

    fn values(version: u64, value: u8) -> AppValues {
        AppValues { version, print: print(value) }
    }

    fn step(here: u8, agreed: AppValues, team: AppValues) -> AppStep {
        app_step(Role::Operator, print(here), Some(agreed), team)
    }

    #[test]
    fn who_was_changed_since_the_agreement_gives_and_the_other_takes() {
        let agreed = values(3, 1);
        assert_eq!(step(1, agreed, agreed), AppStep::Keep);
        assert_eq!(step(2, agreed, agreed), AppStep::Publish { version: 4 });
        assert_eq!(step(1, agreed, values(4, 2)), AppStep::Adopt { over: false });
        assert_eq!(step(2, agreed, values(4, 2)), AppStep::Agree, "the same values on two computers");
    }

    #[test]
    fn of_two_changes_the_published_one_counts_until_a_person_changes_it_again() {
        assert_eq!(step(2, values(3, 1), values(4, 9)), AppStep::Adopt { over: true });
        assert_eq!(step(2, values(4, 9), values(4, 9)), AppStep::Publish { version: 5 });
    }

    #[test]
    fn a_database_that_went_back_gets_the_newer_values_again() {
        assert_eq!(step(2, values(4, 2), values(3, 1)), AppStep::Publish { version: 5 });
        assert_eq!(step(5, values(4, 2), values(3, 1)), AppStep::Publish { version: 5 });
        assert_eq!(step(2, values(4, 2), values(3, 2)), AppStep::Keep);
        // Another computer has published under the same number since.
        assert_eq!(step(2, values(4, 2), values(4, 7)), AppStep::Adopt { over: false });
    }

    #[test]
    fn before_the_first_agreement_the_team_is_right() {
        assert_eq!(app_step(Role::Admin, print(1), None, values(0, 1)), AppStep::Agree);
        assert_eq!(app_step(Role::Admin, print(2), None, values(0, 1)), AppStep::Adopt { over: true });
    }

    #[test]
    fn a_viewer_gives_and_takes_nothing() {
        for (agreed, team) in
            [(None, values(1, 1)), (Some(values(1, 1)), values(1, 1)), (Some(values(1, 1)), values(2, 3))]
        {
            assert_eq!(app_step(Role::Viewer, print(2), agreed, team), AppStep::Keep);
        }
    }
}
