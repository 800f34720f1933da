/** A broker and a store at once, in a directory that goes away, with their users and certificates. */
@NullMarked
package io.noisystudent.testkit.stack;

import org.jspecify.annotations.NullMarked;
