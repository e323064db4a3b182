package io.mixline.jobs;

import io.mixline.schemas.SourceRecord;
import org.apache.flink.api.connector.source.Source;

/** Where each lane's records come from. */
public record JobSources(Source<SourceRecord, ?, ?> live, Source<SourceRecord, ?, ?> backfill) {}
