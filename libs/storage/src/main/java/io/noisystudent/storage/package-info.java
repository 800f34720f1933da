/** The object store as a port: immutable objects, created once under the store's own condition. */
@NullMarked
package io.noisystudent.storage;

import org.jspecify.annotations.NullMarked;
