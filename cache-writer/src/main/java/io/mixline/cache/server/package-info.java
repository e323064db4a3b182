/** A cache host's gRPC server: the calls, what bounds them, where it listens, and how it ends. */
@NullMarked
package io.mixline.cache.server;

import org.jspecify.annotations.NullMarked;
