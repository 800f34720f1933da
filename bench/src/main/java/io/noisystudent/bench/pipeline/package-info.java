/** The packaged services as processes, on a real broker, with a registry in memory. */
@NullMarked
package io.noisystudent.bench.pipeline;

import org.jspecify.annotations.NullMarked;
