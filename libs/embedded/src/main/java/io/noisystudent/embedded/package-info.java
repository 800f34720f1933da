/** A real Kafka broker and a real S3-protocol store, each in a child process, for tests and laptops. */
@NullMarked
package io.noisystudent.embedded;

import org.jspecify.annotations.NullMarked;
