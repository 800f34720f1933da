/** What Strimzi's models are annotated with. */
@NullMarked
package io.strimzi.crdgenerator.annotations;

import org.jspecify.annotations.NullMarked;
