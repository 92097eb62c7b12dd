create table meta (
    key text primary key,
    value bytea not null
);

create table counter (
    noun text primary key,
    last bigint not null
);

insert into counter (noun, last) values ('site', 0), ('agent', 0);

create table site (
    no bigint primary key,
    id bytea not null unique,
    key text not null unique,
    name text not null,
    created_ms bigint not null,
    last_visitor bigint not null,
    last_conversation bigint not null
);

create table site_origin (
    site_no bigint not null references site (no),
    origin text not null,
    primary key (site_no, origin)
);

create table agent (
    no bigint primary key,
    id bytea not null unique,
    face bytea not null unique,
    name text not null,
    email text not null unique,
    role bigint not null,
    password_hash text not null,
    must_change bigint not null,
    created_ms bigint not null,
    state bigint not null default 0
);

create table sign_in (
    token_hash bytea primary key,
    agent_no bigint not null references agent (no),
    created_ms bigint not null,
    expires_ms bigint not null
);

create index sign_in_agent on sign_in (agent_no);

create index sign_in_expires on sign_in (expires_ms);

create table visitor (
    site_no bigint not null references site (no),
    number bigint not null,
    token_hash bytea not null unique,
    visits bigint not null,
    arrived_ms bigint not null,
    seen_ms bigint not null,
    primary key (site_no, number)
);

create table conversation (
    site_no bigint not null,
    no bigint not null,
    id bytea not null unique,
    visitor bigint not null,
    state bigint not null,
    agent_no bigint references agent (no),
    ended_by bigint,
    opened_ms bigint not null,
    last_ms bigint not null,
    last_seq bigint not null,
    last_pseq bigint not null,
    visitor_received bigint not null,
    visitor_read bigint not null,
    agent_received bigint not null,
    agent_read bigint not null,
    primary key (site_no, no),
    foreign key (site_no, visitor) references visitor (site_no, number)
);

create unique index conversation_open on conversation (site_no, visitor) where state < 2;

create index conversation_visitor on conversation (site_no, visitor, no);

create index conversation_waiting on conversation (opened_ms) where state = 0;

create index conversation_talking on conversation (agent_no) where state = 1;

create table event (
    site_no bigint not null,
    conversation_no bigint not null,
    seq bigint not null,
    pseq bigint,
    id bytea not null,
    time_ms bigint not null,
    author_kind bigint not null,
    author_no bigint not null,
    kind text not null,
    said bigint not null,
    cid bytea,
    cid_hash bytea,
    primary key (site_no, conversation_no, seq),
    foreign key (site_no, conversation_no) references conversation (site_no, no)
);

create unique index event_public on event (site_no, conversation_no, pseq) where pseq is not null;

create unique index event_cid on event (site_no, author_kind, author_no, cid) where cid is not null;

create index event_said on event (site_no, conversation_no, seq) where said = 1;
