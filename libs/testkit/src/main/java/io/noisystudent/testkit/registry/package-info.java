/** A registry for tests: in memory, over HTTP, and the contract that it shares with the real one. */
@NullMarked
package io.noisystudent.testkit.registry;

import org.jspecify.annotations.NullMarked;
