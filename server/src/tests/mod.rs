//! What this server promises over HTTP, checked through the whole router.

mod access;
mod browser;
mod changes;
mod deputy_pages;
mod desk;
mod evidence;
mod hearing_nodes;
mod hearings;
mod identity;
mod keeping;
mod matters;
mod openapi;
mod organs;
mod own_account;
mod pages;
mod photos;
mod postgres;
mod seed;
mod sending;
mod stamps;
mod surface;
mod uploads;
mod video;
mod voice;
mod web;
