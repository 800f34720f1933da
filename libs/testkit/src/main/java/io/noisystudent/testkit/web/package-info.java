/** Asks a service over HTTP what its users, other programs and foreign web pages would. */
@NullMarked
package io.noisystudent.testkit.web;

import org.jspecify.annotations.NullMarked;
