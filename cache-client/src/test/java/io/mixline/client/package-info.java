@NullMarked
package io.mixline.client;

import org.jspecify.annotations.NullMarked;
