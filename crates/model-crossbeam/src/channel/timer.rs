//! Channels on which time sends: the explorer says when a message is there, and what moment it is.

use std::sync::Arc;
use std::time::Duration;

use model::rt::{self, Obj, ObjectRef};
use model_std::time::Instant;

use super::receiver::Receiver;

/// Creates a channel on which a message appears after some time: the moment at which it was due.
#[track_caller]
pub fn after(duration: Duration) -> Receiver<Instant> {
    match Instant::now().checked_add(duration) {
        Some(when) => at(when),
        None => super::never(),
    }
}

/// Creates a channel on which a message appears at some moment: the moment itself.
#[track_caller]
pub fn at(when: Instant) -> Receiver<Instant> {
    let clock = Clock::now();
    let first = clock.time + when.saturating_duration_since(clock.instant);
    let timer = Timer {
        object: ObjectRef::new(),
        clock,
        only: Some(when),
    };
    Receiver::of_timer(timer.start(first, None))
}

/// Creates a channel on which a message appears every `duration`: the moment at which it was due. While one is there,
/// the next one waits.
#[track_caller]
pub fn tick(duration: Duration) -> Receiver<Instant> {
    let clock = Clock::now();
    if clock.instant.checked_add(duration).is_none() {
        return super::never();
    }
    let first = clock.time + duration;
    let timer = Timer {
        object: ObjectRef::new(),
        clock,
        only: None,
    };
    Receiver::of_timer(timer.start(first, Some(duration)))
}

/// What the receivers of such a channel share.
pub(super) struct Timer {
    object: ObjectRef,
    clock: Clock,
    /// The only message, where it does not come again and again.
    only: Option<Instant>,
}

/// One moment, as the program sees it and as the explorer counts it.
struct Clock {
    instant: Instant,
    time: Duration,
}

impl Clock {
    #[track_caller]
    fn now() -> Clock {
        // In this order: a look at the clock may move it, asking for the time does not.
        let instant = Instant::now();
        Clock {
            instant,
            time: rt::time(),
        }
    }

    fn instant_of(&self, time: Duration) -> Instant {
        self.instant + time.saturating_sub(self.time)
    }
}

impl Timer {
    fn start(self, first: Duration, period: Option<Duration>) -> Arc<Timer> {
        let timer = Arc::new(self);
        rt::selectable_channel(timer.obj(), Some(1));
        rt::timer(timer.obj(), first, period);
        timer
    }

    pub(super) fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// The message that the calling thread has just received.
    pub(super) fn message(&self) -> Instant {
        self.only
            .unwrap_or_else(|| self.clock.instant_of(rt::timer_due()))
    }
}
