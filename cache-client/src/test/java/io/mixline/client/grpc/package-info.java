@NullMarked
package io.mixline.client.grpc;

import org.jspecify.annotations.NullMarked;
