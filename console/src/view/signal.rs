//! What the views follow: values that tell when they change, of any kind and compiled once.
//!
//! Leptos compiles its signals and memos anew for each kind of value, and a console has a hundred kinds. So there is one
//! signal and one memo, of a boxed value; what kind it is, is asked when it is read.
//!
//! **Invariant:** a box holds the kind that its handle names, because only the handle fills it.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use leptos::prelude::{self as graph, ReadUntracked as _, Track as _, Write as _};

type Held = Box<dyn Any + Send + Sync>;

/// A value that can be changed.
pub struct RwSignal<T> {
    held: graph::RwSignal<Held>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

fn hold(value: Held) -> graph::RwSignal<Held> {
    graph::RwSignal::new(value)
}

fn follow(held: graph::RwSignal<Held>) {
    held.track();
}

fn read(held: graph::RwSignal<Held>) -> impl Deref<Target = Held> {
    held.read_untracked()
}

fn try_read(held: graph::RwSignal<Held>) -> Option<impl Deref<Target = Held>> {
    held.try_read_untracked()
}

fn write(held: &graph::RwSignal<Held>) -> Option<impl DerefMut<Target = Held>> {
    held.try_write()
}

#[cold]
fn of_another_kind() -> ! {
    unreachable!("a box holds the kind that its handle names")
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// Holds this value.
    pub fn new(value: T) -> Self {
        Self { held: hold(Box::new(value)), kind: PhantomData }
    }

    /// Reads the value, and follows it.
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        follow(self.held);
        self.with_untracked(look)
    }

    /// Reads the value as it is now.
    pub fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        match read(self.held).downcast_ref() {
            Some(value) => look(value),
            None => of_another_kind(),
        }
    }

    /// Follows the value without reading it.
    pub fn track(&self) {
        follow(self.held);
    }

    /// The value, which is followed.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// The value as it is now; `None` when nobody holds it any more.
    pub fn try_get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        try_read(self.held)?.downcast_ref().cloned()
    }

    /// Another value from now on.
    pub fn set(&self, value: T) {
        if let Some(mut held) = write(&self.held) {
            *held = Box::new(value);
        }
    }

    /// Changes the value.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Changes the value; `None` when nobody holds it any more.
    pub fn try_update<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        write(&self.held)?.downcast_mut().map(change)
    }
}

/// A value found from others, which tells only when it is another one.
pub struct Memo<T> {
    held: graph::Memo<Found>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

/// What a memo found.
struct Found(Box<dyn Same>);

type Find = Box<dyn Fn(Option<&Found>) -> Found + Send + Sync>;

/// A value that can be held against another of its kind.
trait Same: Send + Sync {
    fn same(&self, other: &dyn Any) -> bool;
    fn any(&self) -> &dyn Any;
}

impl<T: PartialEq + Send + Sync + 'static> Same for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        (*self.0).same((*other.0).any())
    }
}

impl Found {
    fn get<T: 'static>(&self) -> Option<&T> {
        (*self.0).any().downcast_ref()
    }
}

fn keep(find: Find) -> graph::Memo<Found> {
    graph::Memo::new(find)
}

fn follow_found(held: graph::Memo<Found>) {
    held.track();
}

fn found(held: graph::Memo<Found>) -> impl Deref<Target = Found> {
    held.read_untracked()
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Found so, each time that something it read has changed; it is given what was found before.
    pub fn new(find: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let find: Find = Box::new(move |before| Found(Box::new(find(before.and_then(Found::get)))));
        Self { held: keep(find), kind: PhantomData }
    }

    /// Reads the value, and follows it.
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        follow_found(self.held);
        self.with_untracked(look)
    }

    /// Reads the value as it is now.
    pub fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        match found(self.held).get() {
            Some(value) => look(value),
            None => of_another_kind(),
        }
    }

    /// Follows the value without reading it.
    pub fn track(&self) {
        follow_found(self.held);
        // A memo that nobody has read follows nothing yet.
        drop(found(self.held));
    }

    /// The value, which is followed.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}
