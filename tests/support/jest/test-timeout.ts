/** Most tests end within a second, one of several ups within ten; on a busy machine they take many times that. */
jest.setTimeout(180_000);
