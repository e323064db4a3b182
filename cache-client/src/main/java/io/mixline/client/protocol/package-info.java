/** The wire of a cache host, both sides of it: what stands in a call's messages, and how our words become that. */
@NullMarked
package io.mixline.client.protocol;

import org.jspecify.annotations.NullMarked;
