/** The S3-protocol store that runs in the child process. */
@NullMarked
package io.noisystudent.embedded.objectstore;

import org.jspecify.annotations.NullMarked;
