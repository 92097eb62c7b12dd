alter table agent add column lobby_table text not null default '';
