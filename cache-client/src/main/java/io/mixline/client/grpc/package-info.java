/** A thin client of a cache host: candidate lists read over gRPC, TCP or a Unix socket. */
@NullMarked
package io.mixline.client.grpc;

import org.jspecify.annotations.NullMarked;
