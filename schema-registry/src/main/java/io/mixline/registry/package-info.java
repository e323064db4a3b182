/** Schemas by the ids of Confluent's wire format, from a registry that speaks its REST API: Confluent's, Apicurio's, Karapace. */
@NullMarked
package io.mixline.registry;

import org.jspecify.annotations.NullMarked;
