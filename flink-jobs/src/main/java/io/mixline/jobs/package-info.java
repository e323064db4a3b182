/** Flink jobs that turn a topic of item changes into a topic of item embeddings. */
@NullMarked
package io.mixline.jobs;

import org.jspecify.annotations.NullMarked;
