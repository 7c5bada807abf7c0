/** A single up takes 1.5 to 3 s; on a busy machine a test with several of them takes many times jest's 5 s. */
jest.setTimeout(180_000);
