CREATE SCHEMA "feed";
--> statement-breakpoint
CREATE TABLE "feed"."entry" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"op" text,
	"id" text NOT NULL,
	"channels" text[] NOT NULL,
	"block_number" numeric(78, 0) NOT NULL,
	"block_hash" text NOT NULL,
	"log_index" integer,
	"frame" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed"."head" (
	"chain_id" integer PRIMARY KEY NOT NULL,
	"epoch" text DEFAULT replace(gen_random_uuid()::text, '-', '') NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"block_number" numeric(78, 0),
	"block_hash" text,
	"finalized_number" numeric(78, 0),
	"finalized_hash" text,
	"finalized_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "feed"."trail" (
	"number" numeric(78, 0) PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"events" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "entry_block" ON "feed"."entry" USING btree ("block_number","log_index");--> statement-breakpoint
CREATE INDEX "entry_channels" ON "feed"."entry" USING gin ("channels");