/** A Kafka broker inside the JVM, for tests and the demo. */
@NullMarked
package io.mixline.embedded.kafka;

import org.jspecify.annotations.NullMarked;
