/** The packaged services as processes, on a real broker, with a registry that only remembers. */
@NullMarked
package io.noisystudent.bench.pipeline;

import org.jspecify.annotations.NullMarked;
