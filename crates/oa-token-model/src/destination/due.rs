//! When a place gets the current pair: at once when there is a new one, later again after a failure.

use jiff::{SignedDuration, Timestamp};

use super::{DeliveryFault, DeliveryProgress, DeliveryState, DestinationKind, DestinationRecord, PairMark};
use crate::records::ProfileRecord;
use crate::triage::Tone;

/// How long a process that sends holds a place: longer than one try, short enough for the next process.
pub const CLAIM: SignedDuration = SignedDuration::from_secs(20);
/// The pauses after the first, second, … failure. The last one repeats.
const PAUSES: [SignedDuration; 6] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
];
/// The pause after a file could not be written: a folder that is mounted later must not wait for hours.
const FILE_PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// After this many failures in a row a new pair is tried once, and does not begin with short pauses again.
const BREAKER: u32 = 4;

/// Whether a place is to get the current pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It holds the current pair.
    UpToDate,
    /// Now.
    Now,
    /// At this time.
    At(Timestamp),
    /// Only the user brings it up to date.
    ByHand,
    /// Not from here, or not before the user switches it on.
    Never,
}

impl Due {
    /// Reports whether the place lacks the current pair although this program is to bring it there.
    pub fn is_undelivered(self) -> bool {
        matches!(self, Self::Now | Self::At(_))
    }
}

/// Returns whether a place of an OA is due, however the OA's current pair came.
pub fn due(oa: &ProfileRecord, place: &DestinationRecord, now: Timestamp) -> Due {
    let current = oa.current.mark();
    let progress = &place.progress;
    if progress.delivered_pair.as_ref() == Some(&current) {
        return Due::UpToDate;
    }
    // A pair that may be old, or that another computer refreshes, is handed to nobody.
    let is_ours = oa.moved_at.is_none() && !oa.old_copy && !oa.altered;
    if place.kind == DestinationKind::ByHand {
        return if is_ours && oa.current.access.is_some() { Due::ByHand } else { Due::Never };
    }
    if !is_ours || !place.enabled || progress.state == DeliveryState::Stopped {
        return Due::Never;
    }
    let is_new = progress.tried_pair.as_ref() != Some(&current);
    if oa.current.access.is_none() {
        // A file is tried once, which says that there is no token for it yet.
        return if is_new && place.kind == DestinationKind::File { Due::Now } else { Due::Never };
    }
    // A pair that came while the one before it is on its way waits for the end of that claim. It does not wait for the
    // pause after a failure. No pause is as long as a claim.
    let is_claimed = progress.next_at.is_some() && progress.next_at == progress.tried_at.map(|at| at + CLAIM);
    let Some(at) = progress.next_at.filter(|_| is_claimed || !is_new) else { return Due::Now };
    // A clock that was set back must not make a place wait for longer than a pause.
    let longest = PAUSES[PAUSES.len() - 1] + CLAIM;
    if at <= now || at.duration_since(now) > longest { Due::Now } else { Due::At(at) }
}

impl DeliveryProgress {
    /// Returns the progress of a place that a process claims to send to.
    #[must_use]
    pub fn claimed(&self, now: Timestamp) -> Self {
        Self { next_at: Some(now + CLAIM), tried_at: Some(now), ..self.clone() }
    }

    /// The receiver took this pair.
    pub fn succeed(&mut self, pair: &PairMark, status: Option<u16>, now: Timestamp) {
        *self = Self {
            delivered_pair: Some(pair.clone()),
            delivered_at: Some(now),
            state: DeliveryState::Delivered,
            fault: None,
            status,
            tries: 0,
            tried_pair: Some(pair.clone()),
            tried_at: Some(now),
            failing_since: None,
            next_at: None,
        };
    }

    /// The try to deliver this pair failed.
    pub fn fail(
        &mut self,
        kind: DestinationKind,
        pair: &PairMark,
        (fault, status): (DeliveryFault, Option<u16>),
        now: Timestamp,
    ) {
        let is_again = self.tried_pair.as_ref() == Some(pair);
        self.tries = if is_again || self.tries >= BREAKER { self.tries.saturating_add(1) } else { 1 };
        let step = usize::try_from(self.tries).unwrap_or(PAUSES.len()).clamp(1, PAUSES.len()) - 1;
        let pause = if kind == DestinationKind::File { FILE_PAUSE } else { PAUSES[step] };
        self.state = if fault == DeliveryFault::Gone { DeliveryState::Stopped } else { DeliveryState::Failing };
        self.failing_since = self.failing_since.or(Some(now));
        (self.fault, self.status) = (Some(fault), status);
        (self.tried_pair, self.tried_at, self.next_at) = (Some(pair.clone()), Some(now), Some(now + pause));
    }

    /// The user wants another try now, also of a place that had stopped.
    pub fn restart(&mut self) {
        if self.state == DeliveryState::Stopped {
            self.state = DeliveryState::Failing;
        }
        (self.next_at, self.tries) = (None, 0);
    }
}

/// How a place is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "page", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PlaceState {
    /// It holds the current pair.
    UpToDate,
    /// The current pair is on its way.
    Waiting,
    /// The last try failed. The token that it holds may still work.
    Failing,
    /// The last try failed, and the token that it holds has ended: whatever uses it stands still.
    Ended,
    /// The user must paste the token.
    ToPaste,
    /// The receiver wants nothing more.
    Stopped,
    /// Switched off.
    Off,
}

impl PlaceState {
    /// Returns how a place of an OA is.
    pub fn of(oa: &ProfileRecord, place: &DestinationRecord, now: Timestamp) -> Self {
        let progress = &place.progress;
        match due(oa, place, now) {
            Due::UpToDate => Self::UpToDate,
            Due::ByHand => Self::ToPaste,
            _ if !place.enabled => Self::Off,
            _ if progress.state == DeliveryState::Stopped => Self::Stopped,
            // Nothing can be delivered before there is an access token.
            _ if progress.fault.is_none() || progress.fault == Some(DeliveryFault::NoToken) => Self::Waiting,
            // A refresh, a paste or a consent ends the access token before it.
            _ if progress.delivered_pair.is_some() => Self::Ended,
            Due::Now | Due::At(_) | Due::Never => Self::Failing,
        }
    }

    /// Returns its name in the command's JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::UpToDate => "up_to_date",
            Self::Waiting => "waiting",
            Self::Failing => "failing",
            Self::Ended => "ended",
            Self::ToPaste => "to_paste",
            Self::Stopped => "stopped",
            Self::Off => "off",
        }
    }

    /// Returns its mark.
    pub fn tone(self) -> Tone {
        match self {
            Self::UpToDate => Tone::Ok,
            Self::Failing | Self::ToPaste | Self::Stopped => Tone::Warn,
            Self::Ended => Tone::Bad,
            Self::Waiting | Self::Off => Tone::Off,
        }
    }

    /// Returns the message id of the word.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::UpToDate => "place-state-up-to-date",
            Self::Waiting => "place-state-waiting",
            Self::Failing => "place-state-failing",
            Self::Ended => "place-state-ended",
            Self::ToPaste => "place-state-to-paste",
            Self::Stopped => "place-state-stopped",
            Self::Off => "place-state-off",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::destination::{
        Destination, DestinationId, DestinationName, Target, Webhook, WebhookAddress, WebhookSecret,
    };
    use crate::schedule::tests::{NOW, at, record};
    use crate::secret::Secret;

    fn oa() -> ProfileRecord {
        record(SignedDuration::from_hours(20))
    }

    fn place(oa: &ProfileRecord) -> DestinationRecord {
        let webhook = Webhook {
            address: WebhookAddress(Secret::new("https://a.vn/x")),
            secret: WebhookSecret::random(),
            former_secret: None,
            with_token: true,
            with_states: true,
            private_network: false,
            preset: None,
        };
        let destination = Destination {
            id: DestinationId::random(),
            oa: oa.profile.id.clone(),
            name: DestinationName::stored("n8n"),
            enabled: true,
            created_at: at(NOW),
            target: Target::Webhook(webhook),
        };
        DestinationRecord::of(&destination, DeliveryProgress::default())
    }

    fn next_pair(oa: &mut ProfileRecord) -> PairMark {
        oa.current.generation = oa.current.generation.next();
        oa.current.mark()
    }

    const REJECTED: (DeliveryFault, Option<u16>) = (DeliveryFault::Rejected, Some(404));

    #[test]
    fn a_place_is_due_until_it_holds_the_current_pair() {
        let (mut oa, now) = (oa(), at(NOW));
        let mut place = place(&oa);
        assert_eq!(due(&oa, &place, now), Due::Now);
        place.progress.succeed(&oa.current.mark(), Some(200), now);
        assert_eq!(due(&oa, &place, now), Due::UpToDate);
        next_pair(&mut oa);
        assert_eq!(due(&oa, &place, now), Due::Now);
        for change in [
            |oa: &mut ProfileRecord| oa.moved_at = Some(at(NOW)),
            |oa: &mut ProfileRecord| oa.old_copy = true,
            |oa: &mut ProfileRecord| oa.altered = true,
            |oa: &mut ProfileRecord| oa.current.access = None,
        ] {
            let mut other = oa.clone();
            change(&mut other);
            assert_eq!(due(&other, &place, now), Due::Never);
        }
        assert_eq!(due(&oa, &DestinationRecord { enabled: false, ..place }, now), Due::Never);
    }

    #[test]
    fn failures_are_repeated_with_growing_pauses_and_a_new_pair_is_tried_at_once() {
        let (mut oa, mut now) = (oa(), at(NOW));
        let mut place = place(&oa);
        let mut pauses = Vec::new();
        for _ in 0..8 {
            assert_eq!(due(&oa, &place, now), Due::Now);
            place.progress.fail(place.kind, &oa.current.mark(), REJECTED, now);
            let Due::At(next) = due(&oa, &place, now) else { panic!("a pause") };
            pauses.push(next.duration_since(now).as_secs());
            now = next;
        }
        assert_eq!(pauses, [5, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000]);
        assert_eq!(place.progress.failing_since, Some(at(NOW)));
        // The breaker: a new pair is tried once, then the long pause goes on.
        place.progress.fail(place.kind, &oa.current.mark(), REJECTED, now);
        let pair = next_pair(&mut oa);
        let later = now + SignedDuration::from_mins(1);
        assert_eq!(due(&oa, &place, later), Due::Now);
        place.progress.fail(place.kind, &pair, REJECTED, later);
        assert_eq!(due(&oa, &place, later), Due::At(later + PAUSES[5]));
    }

    #[test]
    fn before_the_breaker_opens_a_new_pair_begins_with_short_pauses() {
        let (mut oa, now) = (oa(), at(NOW));
        let mut place = place(&oa);
        for _ in 0..3 {
            place.progress.fail(place.kind, &oa.current.mark(), REJECTED, now);
        }
        let pair = next_pair(&mut oa);
        place.progress.fail(place.kind, &pair, REJECTED, now);
        assert_eq!(due(&oa, &place, now), Due::At(now + PAUSES[0]));
    }

    #[test]
    fn a_claim_holds_others_back_and_ends() {
        let (mut oa, now) = (oa(), at(NOW));
        let mut place = place(&oa);
        place.progress = place.progress.claimed(now);
        assert_eq!(due(&oa, &place, now), Due::At(now + CLAIM));
        next_pair(&mut oa);
        assert_eq!(due(&oa, &place, now), Due::At(now + CLAIM), "one send at a time");
        assert_eq!(due(&oa, &place, now + CLAIM), Due::Now, "a process that died holds nothing");
        assert_eq!(due(&oa, &place, now - SignedDuration::from_hours(48)), Due::Now, "the clock was set back");
    }

    #[test]
    fn a_receiver_that_is_gone_gets_nothing_until_the_user_starts_again() {
        let (mut oa, now) = (oa(), at(NOW));
        let mut place = place(&oa);
        place.progress.fail(place.kind, &oa.current.mark(), (DeliveryFault::Gone, Some(410)), now);
        next_pair(&mut oa);
        assert_eq!(due(&oa, &place, now + SignedDuration::from_hours(99)), Due::Never);
        assert_eq!(PlaceState::of(&oa, &place, now), PlaceState::Stopped);
        place.progress.restart();
        assert_eq!(due(&oa, &place, now), Due::Now);
    }

    /// Receiver down for a day, refreshed three times meanwhile.
    #[test]
    fn a_receiver_that_was_down_for_a_day_gets_the_newest_pair_only() {
        let (mut oa, begun) = (oa(), at(NOW));
        let mut place = place(&oa);
        let (mut now, mut taken, mut tries) = (begun, Vec::new(), 0);
        while now < begun + SignedDuration::from_hours(48) {
            let hours = now.duration_since(begun).as_hours();
            if hours > 0 && hours % 8 == 0 && hours < 24 && now.duration_since(begun).as_secs() % 3600 == 0 {
                next_pair(&mut oa);
            }
            if due(&oa, &place, now) == Due::Now {
                tries += 1;
                if hours < 24 {
                    place.progress.fail(place.kind, &oa.current.mark(), (DeliveryFault::NotReached, None), now);
                } else {
                    taken.push(oa.current.mark());
                    place.progress.succeed(&oa.current.mark(), Some(200), now);
                }
            }
            now += SignedDuration::from_secs(5);
        }
        assert_eq!(taken, [oa.current.mark()]);
        assert!(tries < 20, "{tries}");
    }

    #[test]
    fn a_place_whose_token_has_ended_is_told_from_one_that_never_had_one() {
        let (mut oa, now) = (oa(), at(NOW));
        let mut place = place(&oa);
        assert_eq!(PlaceState::of(&oa, &place, now), PlaceState::Waiting);
        place.progress.fail(place.kind, &oa.current.mark(), REJECTED, now);
        assert_eq!(PlaceState::of(&oa, &place, now), PlaceState::Failing);
        place.progress.succeed(&oa.current.mark(), Some(200), now);
        assert_eq!(PlaceState::of(&oa, &place, now), PlaceState::UpToDate);
        let pair = next_pair(&mut oa);
        assert_eq!(PlaceState::of(&oa, &place, now), PlaceState::Waiting);
        place.progress.fail(place.kind, &pair, REJECTED, now);
        assert_eq!(PlaceState::of(&oa, &place, now), PlaceState::Ended);
        let by_hand = DestinationRecord { kind: DestinationKind::ByHand, ..place };
        assert_eq!(PlaceState::of(&oa, &by_hand, now), PlaceState::ToPaste);
    }
}
