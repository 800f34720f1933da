/** The port in memory, with faults on request, for tests of whatever uses a store. */
@NullMarked
package io.noisystudent.storage.testing;

import org.jspecify.annotations.NullMarked;
