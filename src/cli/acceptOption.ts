/** The option that goes on where something is doubtful, and options whose values the jobs parse. */
import { InvalidArgumentError, Option } from 'commander';
import { acceptedDoubts } from '../jobs/check/doubt';
import { acceptHelp } from '../jobs/refinementSettings/doubtNames';
import { Problem } from '../../shared/problem';

export function acceptOption(): Option {
  return new Option('--accept <names>', acceptHelp).argParser(parsed(acceptedDoubts));
}

/** What is wrong with a value is told with the option's name. */
export function parsed<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof Problem) throw new InvalidArgumentError(`${error.message}.`);
      throw error;
    }
  };
}
