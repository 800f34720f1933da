/** What a card and a process hold while something is measured. */
@NullMarked
package io.noisystudent.bench.device;

import org.jspecify.annotations.NullMarked;
