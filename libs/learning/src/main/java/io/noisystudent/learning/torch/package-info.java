/** What the rest of the module needs of libtorch: scopes of native memory, tensors over direct buffers, threads, random streams. */
@NullMarked
package io.noisystudent.learning.torch;

import org.jspecify.annotations.NullMarked;
