/** What a record of the dead-letter topic says in its headers. */
@NullMarked
package io.noisystudent.contracts.deadletter;

import org.jspecify.annotations.NullMarked;
