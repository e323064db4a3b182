/** ONNX models through DJL. The only package that may see DJL and ONNX Runtime. */
@NullMarked
package io.mixline.encoder.djl;

import org.jspecify.annotations.NullMarked;
