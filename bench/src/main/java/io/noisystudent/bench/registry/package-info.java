/** A registry with a hundred thousand versions, beside a plain file server. */
@NullMarked
package io.noisystudent.bench.registry;

import org.jspecify.annotations.NullMarked;
