/** Processes that measure on demand, one line in and one line out, so that programs in any language take turns. */
@NullMarked
package io.noisystudent.bench.worker;

import org.jspecify.annotations.NullMarked;
