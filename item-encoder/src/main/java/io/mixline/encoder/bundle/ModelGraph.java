package io.mixline.encoder.bundle;

/**
 * The files of a model, and what its graph is fed and asked for.
 *
 * @param file relative to the bundle's directory
 * @param inputs each int64 [batch, positions]
 * @param output float32 [batch, positions, dimension], or [batch, tokens, dimension] for the pooling IN_GRAPH
 */
public record ModelGraph(String file, String tokenizer, GraphInputs inputs, String output) {}
