package io.mixline.jobs.gate;

import io.mixline.schemas.ItemChange;

/** Reads the text of an UPSERT. */
@FunctionalInterface
public interface TextReader {

    TextReading read(ItemChange change);
}
