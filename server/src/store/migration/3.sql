alter table agent add column invitation text not null default '';

create table rule (
    site_no bigint not null references site (no),
    id bytea not null,
    place bigint not null,
    form text not null,
    primary key (site_no, id)
);

create table invitation (
    site_no bigint not null,
    id bytea not null,
    visitor bigint not null,
    rule_id bytea,
    agent_no bigint references agent (no),
    words text not null,
    made_ms bigint not null,
    until_ms bigint not null,
    shown_ms bigint,
    outcome bigint,
    ended_ms bigint,
    converted_ms bigint,
    primary key (site_no, id),
    foreign key (site_no, visitor) references visitor (site_no, number)
);

create unique index invitation_standing on invitation (site_no, visitor) where outcome is null;

create index invitation_visitor on invitation (site_no, visitor, made_ms);

create index invitation_rule on invitation (site_no, rule_id);

create table block (
    site_no bigint not null,
    id bytea not null,
    visitor bigint not null,
    identity bigint not null,
    address text,
    reason text not null,
    agent_no bigint not null references agent (no),
    made_ms bigint not null,
    until_ms bigint,
    lifted_ms bigint,
    primary key (site_no, id),
    foreign key (site_no, visitor) references visitor (site_no, number)
);

create index block_visitor on block (site_no, visitor) where identity = 1 and lifted_ms is null;

create index block_address on block (site_no, address) where lifted_ms is null;

alter table conversation add column block_id bytea;

create index conversation_block on conversation (site_no, block_id) where block_id is not null;
