//! What is lent to the host, and what it was answered.

use alloc::{boxed::Box, vec::Vec};
use core::{cell::RefCell, ptr};

/// What a function that gives bytes points at.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct List {
    ptr: *const u8,
    len: usize,
}

/// Bytes that the host may read, with the list that says where they are, which never moves.
#[derive(Debug)]
struct Given {
    list: Box<List>,
    _bytes: Vec<u8>,
}

impl Given {
    fn new(bytes: Vec<u8>) -> Self {
        Self { list: Box::new(List { ptr: bytes.as_ptr(), len: bytes.len() }), _bytes: bytes }
    }

    fn at(&self) -> *const List {
        ptr::from_ref(&*self.list)
    }
}

/// The registers of what is out.
#[derive(Debug)]
pub(crate) struct Lent {
    requests: Vec<Vec<u8>>,
    responses: Vec<Given>,
    description: Option<Given>,
}

impl Lent {
    const NOTHING: Self = Self { requests: Vec::new(), responses: Vec::new(), description: None };

    /// A buffer of zeros, which the host may write to; null where there is no room.
    pub(crate) fn lend(&mut self, len: usize) -> *const u8 {
        self.keep(Vec::new(), len)
    }

    /// The same, with what stands in a buffer that was lent before, which goes.
    pub(crate) fn lend_more(&mut self, old: *const u8, old_len: usize, len: usize) -> *const u8 {
        match self.take_back(old, old_len) {
            Some(buffer) => self.keep(buffer, len),
            None if old.is_null() || old_len == 0 => self.lend(len),
            None => ptr::null(),
        }
    }

    fn keep(&mut self, mut buffer: Vec<u8>, len: usize) -> *const u8 {
        if buffer.try_reserve_exact(len.saturating_sub(buffer.len())).is_err() {
            return ptr::null();
        }
        buffer.resize(len, 0);
        let at = buffer.as_ptr();
        self.requests.push(buffer);
        at
    }

    /// A buffer that was lent with this address and length.
    pub(crate) fn take_back(&mut self, ptr: *const u8, len: usize) -> Option<Vec<u8>> {
        let is_it = |buffer: &Vec<u8>| buffer.as_ptr() == ptr && buffer.len() == len;
        let place = self.requests.iter().position(is_it)?;
        Some(self.requests.swap_remove(place))
    }

    /// Gives a response, until it is freed.
    pub(crate) fn answer(&mut self, bytes: Vec<u8>) -> *const List {
        let given = Given::new(bytes);
        let list = given.at();
        self.responses.push(given);
        list
    }

    /// Frees a response.
    pub(crate) fn free(&mut self, list: *const List) {
        self.responses.retain(|given| given.at() != list);
    }

    /// Gives the description, which is made once.
    pub(crate) fn description(&mut self, make: fn() -> Vec<u8>) -> *const List {
        self.description.get_or_insert_with(|| Given::new(make())).at()
    }
}

/// The one register of the module.
pub(crate) static LENT: Alone<RefCell<Lent>> = Alone(RefCell::new(Lent::NOTHING));

/// What no two threads can reach.
pub(crate) struct Alone<T>(pub(crate) T);

#[expect(unsafe_code, reason = "see below")]
// SAFETY: the target has no threads: a module without shared memory runs on one at a time, and two
// instances share nothing.
unsafe impl<T> Sync for Alone<T> {}

impl Alone<RefCell<Lent>> {
    /// Does something with the register; nothing that runs inside asks for it again.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut Lent) -> R) -> R {
        act(&mut self.0.borrow_mut())
    }
}
