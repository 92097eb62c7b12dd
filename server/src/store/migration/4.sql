alter table conversation add column address text;

create index conversation_address on conversation (site_no, address) where address is not null;
