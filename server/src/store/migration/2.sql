alter table site add column trail bigint not null default 2;

alter table site add column keep_days bigint not null default 90;

alter table site add column start bigint not null default 0;

alter table site add column ask_consent bigint not null default 0;

alter table site add column preview bigint not null default 1;

alter table site add column daily bigint not null default 3;

alter table site add column rest_hours bigint not null default 24;

alter table site add column crawlers bigint not null default 0;

alter table site add column keep_out text not null default '';

alter table visitor add column first_ms bigint not null default 0;

update visitor set first_ms = arrived_ms;

create table visit (
    site_no bigint not null,
    visitor bigint not null,
    number bigint not null,
    arrived_ms bigint not null,
    left_ms bigint,
    facts text not null,
    primary key (site_no, visitor, number)
);

create index visit_arrived on visit (site_no, arrived_ms, visitor, number);

create table step (
    site_no bigint not null,
    visitor bigint not null,
    visit bigint not null,
    number bigint not null,
    at_ms bigint not null,
    seen_ms bigint not null,
    kind bigint not null,
    name text not null,
    detail text not null,
    primary key (site_no, visitor, visit, number)
);

create table visit_quarter (
    site_no bigint not null,
    quarter bigint not null,
    visits bigint not null,
    primary key (site_no, quarter)
);
