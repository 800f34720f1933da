/** A broker as its clients and its operators see it, and a log without one. */
@NullMarked
package io.noisystudent.testkit.kafka;

import org.jspecify.annotations.NullMarked;
