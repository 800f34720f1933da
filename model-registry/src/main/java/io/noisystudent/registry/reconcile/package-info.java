/** Events derived from objects, published until Kafka has them all. */
@NullMarked
package io.noisystudent.registry.reconcile;

import org.jspecify.annotations.NullMarked;
