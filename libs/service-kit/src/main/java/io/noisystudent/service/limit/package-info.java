/** What one client, and one request, may take of a service: memory, threads, connections, and time. */
@NullMarked
package io.noisystudent.service.limit;

import org.jspecify.annotations.NullMarked;
